// The part of a picture that is shown, as fractions: what the server cuts out, and where to put the
// picture so that the same part is seen through the frame.

export function part({ width, height, ratio, zoom, across, down }) {
  const widest = Math.min(1, (height * ratio) / width);
  const size = widest / zoom;
  const tall = (size * width) / ratio / height;
  return { x: across * (1 - size), y: down * Math.max(0, 1 - tall), size };
}

export function placed({ x, y, size }) {
  return { inlineSize: `${100 / size}%`, transform: `translate(${-x * 100}%, ${-y * 100}%)` };
}
