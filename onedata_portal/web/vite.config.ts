import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { compressed } from "./build/compressed.ts";

// Addresses are relative to `<base href>`, so that one build serves below every path prefix.
export default defineConfig({
  base: "./",
  plugins: [react(), compressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    // Not "assets": that is the address of a page.
    assetsDir: "static",
    // Fonts and images stay files: `data:` is not in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
    sourcemap: false,
  },
  test: { environment: "jsdom", include: ["tests/**/*.test.ts"] },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ["/api", "/dagster"].map((path) => [path, process.env.PORTAL_URL ?? "http://127.0.0.1:8080"]),
    ),
  },
});
