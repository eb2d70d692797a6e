// The colours of both themes. Every text colour has a contrast of at least 4.5 on its surfaces.

export interface Palette {
  accent: string;
  accentSoft: string;
  good: string;
  goodSoft: string;
  warn: string;
  warnSoft: string;
  bad: string;
  badSoft: string;
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  lineSoft: string;
  surface: string;
  raised: string;
  ground: string;
  hover: string;
}

export const LIGHT: Palette = {
  accent: "#2453c9",
  accentSoft: "#eaf0fd",
  good: "#177245",
  goodSoft: "#e6f4ec",
  warn: "#8f5a00",
  warnSoft: "#fdf2dc",
  bad: "#b8242a",
  badSoft: "#fcebeb",
  ink: "#1b2230",
  ink2: "#4a5465",
  ink3: "#626c7d",
  line: "#d9dee6",
  lineSoft: "#e9ecf1",
  surface: "#ffffff",
  raised: "#ffffff",
  ground: "#f5f6f9",
  hover: "#f2f4f8",
};

export const DARK: Palette = {
  accent: "#82a7ff",
  accentSoft: "#1d2b4a",
  good: "#62c793",
  goodSoft: "#15301f",
  warn: "#e3b261",
  warnSoft: "#362a12",
  bad: "#ff8f8f",
  badSoft: "#3d1c1f",
  ink: "#e6e9ef",
  ink2: "#b3bbc8",
  ink3: "#949eae",
  line: "#343b47",
  lineSoft: "#262c36",
  surface: "#161a21",
  raised: "#1e232c",
  ground: "#0f1217",
  hover: "#1d222b",
};
