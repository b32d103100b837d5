// The drawing as a picture, in one width and as smooth as the server will draw it, without the empty pad around it.

const INK = "#10102a";

export const picture = ({ lines }) => {
  const points = lines.flat();
  const [left, right] = ends(points.map(([x]) => x));
  const [top, bottom] = ends(points.map(([, y]) => y));
  const most = Math.max(right - left, bottom - top, 1);
  const pen = most / 70;
  const edge = most * 0.06 + pen;
  const scale = 720 / (most + 2 * edge);
  const canvas = document.createElement("canvas");
  canvas.width = (right - left + 2 * edge) * scale;
  canvas.height = (bottom - top + 2 * edge) * scale;
  const ink = canvas.getContext("2d");
  ink.scale(scale, scale);
  ink.translate(edge - left, edge - top);
  Object.assign(ink, {
    strokeStyle: INK,
    fillStyle: INK,
    lineWidth: pen,
    lineCap: "round",
    lineJoin: "round",
  });
  for (const line of lines) stroke(ink, line, pen);
  return canvas.toDataURL("image/png");
};

const ends = (values) =>
  values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);

const stroke = (ink, line, pen) => {
  const [[x, y], ...rest] = line;
  ink.beginPath();
  if (!rest.length) {
    ink.arc(x, y, pen, 0, 2 * Math.PI);
    ink.fill();
    return;
  }
  ink.moveTo(x, y);
  for (let at = 0; at + 1 < rest.length; at += 1) {
    const [[x1, y1], [x2, y2]] = [rest[at], rest[at + 1]];
    ink.quadraticCurveTo(x1, y1, (x1 + x2) / 2, (y1 + y2) / 2);
  }
  ink.lineTo(...rest[rest.length - 1]);
  ink.stroke();
};
