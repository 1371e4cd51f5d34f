// What the gallery's example takes of three.js.

export { AmbientLight, DirectionalLight, Mesh, MeshStandardMaterial, PerspectiveCamera, Scene, TorusKnotGeometry, WebGLRenderer } from "three";
