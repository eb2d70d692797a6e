// What the build adds to each text file: its gzip form, and a printed table of the sizes.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(js|css|html|svg|json)$/;
// Below one packet, gzip saves nothing.
const SMALLEST = 1024;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf-8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** Write `<file>.gz` beside each text file, and print the sizes, largest first. */
export function compressed(): Plugin {
  let out = "dist";
  return {
    name: "compressed",
    apply: "build",
    configResolved(config) {
      out = join(config.root, config.build.outDir);
    },
    closeBundle() {
      const rows = filesBelow(out)
        .filter((path) => TEXT.test(path))
        .map((path) => {
          const raw = readFileSync(path);
          const small = gzipSync(raw, { level: constants.Z_BEST_COMPRESSION });
          if (raw.length >= SMALLEST) writeFileSync(`${path}.gz`, small);
          return { name: relative(out, path), raw: raw.length, small: small.length };
        })
        .sort((one, other) => other.small - one.small);
      for (const { name, raw, small } of rows) {
        console.info(`${(small / 1024).toFixed(1).padStart(8)} kB gzip ${(raw / 1024).toFixed(1).padStart(9)} kB  ${name}`);
      }
    },
  };
}
