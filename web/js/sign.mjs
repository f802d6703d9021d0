/*
 * sign.mjs -- the drawn signature: strokes for the record, a picture for the paper.
 *
 * Strokes go as [[[x, y, ms], …], …], x and y in thousandths of the pad's width and height, ms since the
 * first touch: enough to see later that a hand drew it.  Whoever can't draw types the name alone.
 */
import SignaturePad from "signature_pad";
import { $, $$ } from "./dom.mjs";

function strokesOf(pad, canvas) {
  const { width, height } = canvas.getBoundingClientRect();
  const groups = pad.toData();
  const start = groups.length > 0 ? groups[0].points[0].time : 0;
  const unit = (n, of) => Math.max(0, Math.min(1000, Math.round((n / of) * 1000)));
  return groups.map((g) => g.points.map((p) => [unit(p.x, width), unit(p.y, height), p.time - start]));
}

function fit(pad, canvas) {
  const data = pad.toData();
  const ratio = Math.max(devicePixelRatio || 1, 1);
  const { width, height } = canvas.getBoundingClientRect();
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  pad.clear();
  pad.fromData(data);
}

function start(root) {
  const box = $("[data-pad]", root), canvas = $("canvas", root), again = $("[data-again]", root);
  const strokes = $("[name=strokes]", root), png = $("[name=signature_png]", root);
  box.hidden = again.hidden = false;
  const pad = new SignaturePad(canvas, { penColor: "#14202f", minWidth: 0.9, maxWidth: 2.8 });
  const write = () => {
    const drawn = !pad.isEmpty();
    strokes.value = drawn ? JSON.stringify(strokesOf(pad, canvas)) : "";
    png.value = drawn ? pad.toDataURL("image/png").replace(/^[^,]*,/, "") : "";
  };
  let width = canvas.clientWidth;
  fit(pad, canvas);
  pad.addEventListener("endStroke", write);
  addEventListener("resize", () => {
    if (canvas.clientWidth === width) return; /* the phone's address bar came or went */
    width = canvas.clientWidth;
    fit(pad, canvas);
  });
  again.addEventListener("click", () => (pad.clear(), write()));
}

$$("[data-sign]").forEach(start);
