/* video.mjs -- short videos for the tests, written box by box. */

export const PLACE = "+31.2304+121.4737/";
const u32 = (...n) => Buffer.concat(n.map((v) => { const b = Buffer.alloc(4); b.writeUInt32BE(v); return b; }));
const box = (type, ...parts) => {
  const body = Buffer.concat(parts.map((p) => (typeof p === "string" ? Buffer.from(p, "latin1") : p)));
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, "latin1"), body]);
};

/* One picture track, and the place as phones write it; `seconds` is what the index promises. */
export function video({ brand = "mp42", codec = "avc1", seconds = 12, moov = true, media = 2000 } = {}) {
  const track = box("trak",
    box("tkhd", u32(0, ...Array(18).fill(0), 1280 << 16, 720 << 16)),
    box("mdia", box("hdlr", u32(0, 0), "vide", Buffer.alloc(12)),
      box("minf", box("stbl", box("stsd", u32(0, 1, 16), codec, Buffer.alloc(8)), box("stsc", u32(0, 1, 1, 1, 1)), box("stsz", u32(0, media, 1)), box("stco", u32(0, 1, 28)))))),
    head = box("mvhd", u32(0, 1, 1, 600, 600 * seconds), Buffer.alloc(80));
  return Buffer.concat([box("ftyp", brand, Buffer.alloc(8)), box("mdat", Buffer.alloc(media, "picture ")),
    ...(moov ? [box("moov", head, track, box("udta", `\u00a9xyz${PLACE}`), box("meta", `location.ISO6709${PLACE}`))] : [])]);
}
