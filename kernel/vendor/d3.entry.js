// What the gallery's example takes of D3.

export { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, select } from "d3";
