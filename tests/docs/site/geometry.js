// What examples of JavaScript modules import.
export const circleArea = (radius) => Math.PI * radius ** 2;
