export function circleArea(radius) {
  return Math.PI * radius ** 2;
}

export function eachSide(count, measure) {
  return Array.from({ length: count }, (_, index) => measure(index + 1));
}
