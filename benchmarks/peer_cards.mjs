// The peer that draws cards in Node: satori lays out, resvg paints. Answers one line of JSON with another.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const folder = `${process.argv[2]}/node_modules`;
const { default: satori } = await import(pathToFileURL(`${folder}/satori/dist/index.js`).href);
const { Resvg } = createRequire(import.meta.url)(`${folder}/@resvg/resvg-js`);

const box = (style, ...children) => ({ type: "div", props: { style: { display: "flex", ...style }, children } });
const image = (src, width) => ({ type: "img", props: { src, width, height: width } });
// What is engraved in the panel, and the seal: the same shapes as ours, as pictures that are ready before time counts.
const svg = (width, height, inner) =>
  `data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${inner}</svg>`).toString("base64")}`;
const round = (steps, far) => `M${Array.from({ length: steps }, (_, n) => [(n * 2 * Math.PI) / steps, far(n)])
  .map(([angle, reach]) => `${(222 + reach * Math.sin(angle)).toFixed(1)} ${(315 - reach * Math.cos(angle)).toFixed(1)}`).join("L")}Z`;
const wave = (phase) => round(720, (n) => 203 * (1 + 0.03 * Math.cos((24 * n * Math.PI) / 360 + phase)));
const rows = Array.from({ length: 90 }, (_, n) => `M0 ${n * 7 + 3.5}h444`).join("");
const panel = svg(444, 630, `<path d="M0 0h444v630H0z" fill="#d9def0"/><path d="${rows}" stroke="#c9d2ec"/>
  <circle cx="222" cy="315" r="209" fill="#d9def0"/><path d="${wave(0)}${wave(Math.PI)}" fill="none" stroke="#b9c7ec" stroke-width="1.5"/>`);
const lobes = round(720, (n) => 29 * (0.955 + 0.045 * Math.cos((12 * n * Math.PI) / 360)));
const seal = svg(60, 60, `<path transform="translate(-192 -285)" d="${lobes}" fill="#17603a"/>
  <path d="M19 31l8 9 15-18" fill="none" stroke="#faf8f4" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>`);
const column = { flexDirection: "column" };
const card = ({ title, issuer, holder, art, code }) =>
  box(
    { width: 1200, height: 630, background: "#faf8f4", color: "#1d1b16", fontFamily: "sans" },
    box(
      { width: 444, height: 630, backgroundImage: `url(${panel})`, alignItems: "center", justifyContent: "center" },
      image(art, 360),
    ),
    box({ width: 8, height: 630, background: "#1d4ed8" }),
    box(
      { ...column, flex: 1, padding: "44px 64px 44px 60px", justifyContent: "space-between" },
      box(
        { ...column, flex: 1, justifyContent: "center" },
        box({ fontSize: 28, color: "#1d4ed8" }, issuer),
        box({ fontSize: 48, fontFamily: "serif", lineHeight: 1.12, marginTop: 14 }, title),
        box({ fontSize: 32, marginTop: 22 }, holder),
        box({ fontSize: 26, color: "#5b574d" }, "14 June 2026"),
      ),
      box(
        { borderTop: "1px solid #dbd9d5", alignItems: "center", justifyContent: "space-between" },
        image(seal, 60),
        box(
          { ...column, flex: 1, paddingLeft: 18 },
          box({ fontSize: 30, color: "#17603a" }, "Verified"),
          box({ fontSize: 22, color: "#5b574d" }, "Checked on 22 November 2026"),
          box({ fontSize: 22, color: "#5b574d" }, "wallet.example"),
        ),
        image(code, 132),
      ),
    ),
  );

let fonts;
for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line);
  fonts ??= Object.entries(task.fonts).map(([name, file]) => ({ name, data: readFileSync(file), weight: 400 }));
  try {
    const seconds = [];
    for (const one of task.cards) {
      const start = process.cpuUsage();
      const drawn = await satori(card(one), { width: 1200, height: 630, fonts });
      const png = new Resvg(drawn, { font: { loadSystemFonts: false } }).render().asPng();
      const { user, system } = process.cpuUsage(start);
      if (png.length < 5000) throw new Error("an empty card");
      seconds.push((user + system) / 1e6);
      if (process.env.CARD) (await import("node:fs")).writeFileSync(process.env.CARD, png);
    }
    console.log(JSON.stringify({ seconds }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.stack ?? error) }));
  }
}
