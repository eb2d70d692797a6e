// The browser and system that a User-Agent header names.

const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\/([\d]+)/, "Edge"],
  [/OPR\/([\d]+)/, "Opera"],
  [/Firefox\/([\d]+)/, "Firefox"],
  [/(?:Headless)?Chrome\/([\d]+)/, "Chrome"],
  [/Version\/([\d]+).*Safari/, "Safari"],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Windows/, "Windows"],
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** Return "Chrome 130 · Linux", or the header itself if it names none that is known. */
export function browserOf(agent: string): string {
  const browser = BROWSERS.flatMap(([pattern, name]) => {
    const found = pattern.exec(agent);
    return found ? [`${name} ${found[1]}`] : [];
  })[0];
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1];
  if (!browser) return agent.length > 60 ? `${agent.slice(0, 60)}…` : agent;
  return system ? `${browser} · ${system}` : browser;
}
