// Ant Design's tokens made from the palette. Plain CSS reads the same colours as variables.

import { theme, type ThemeConfig } from "antd";
import { DARK, LIGHT, type Palette } from "@/look/palette";

export type Shade = "light" | "dark";

export const paletteOf = (shade: Shade): Palette => (shade === "dark" ? DARK : LIGHT);

const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", Roboto, "Helvetica Neue", Arial, sans-serif';
const MONO = 'ui-monospace, SFMono-Regular, "JetBrains Mono", Menlo, Consolas, "Liberation Mono", monospace';

/** Set the palette as CSS variables of the document. */
export function paint(shade: Shade): void {
  const root = document.documentElement;
  root.dataset["theme"] = shade;
  root.style.colorScheme = shade;
  for (const [name, value] of Object.entries(paletteOf(shade))) {
    root.style.setProperty(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value);
  }
  root.style.setProperty("--font", FONT);
  root.style.setProperty("--mono", MONO);
}

/** Return the configuration of Ant Design in this shade. */
export function themeOf(shade: Shade): ThemeConfig {
  const colours = paletteOf(shade);
  const dark = shade === "dark";
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? "#3f6fe0" : colours.accent,
      // Ant Design's own are lighter: words on them, and they as words, have too little contrast.
      colorPrimaryHover: dark ? "#4670cf" : "#1d47b3",
      colorPrimaryActive: dark ? "#304f99" : "#17398f",
      colorLink: colours.accent,
      colorLinkHover: dark ? "#a8c2ff" : "#17398f",
      colorSuccess: colours.good,
      colorWarning: colours.warn,
      colorError: dark ? "#ff8082" : colours.bad,
      colorErrorText: colours.bad,
      colorInfo: colours.accent,
      colorErrorBg: colours.badSoft,
      colorWarningBg: colours.warnSoft,
      colorSuccessBg: colours.goodSoft,
      colorInfoBg: colours.accentSoft,
      colorErrorBorder: colours.line,
      colorWarningBorder: colours.line,
      colorSuccessBorder: colours.line,
      colorInfoBorder: colours.line,
      colorText: colours.ink,
      colorTextSecondary: colours.ink2,
      colorTextTertiary: colours.ink3,
      colorTextQuaternary: colours.ink3,
      colorTextPlaceholder: colours.ink3,
      colorTextDescription: colours.ink3,
      colorBorder: colours.line,
      colorBorderSecondary: colours.lineSoft,
      colorBgLayout: colours.ground,
      colorBgContainer: colours.surface,
      colorBgElevated: colours.raised,
      fontFamily: FONT,
      fontFamilyCode: MONO,
      fontSize: 13,
      controlHeight: 30,
      borderRadius: 5,
      // Pop-ups are placed by the end of their motion, so it is left out, not shortened.
      motion: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
    },
    components: {
      Table: {
        cellPaddingBlockSM: 6,
        cellPaddingInlineSM: 10,
        headerBg: dark ? "#1a1f27" : "#f8f9fb",
        headerColor: colours.ink2,
        headerSplitColor: "transparent",
        rowHoverBg: colours.hover,
      },
      Menu: {
        itemHeight: 32,
        itemMarginBlock: 1,
        itemMarginInline: 8,
        itemBorderRadius: 5,
        groupTitleColor: colours.ink3,
        groupTitleFontSize: 12,
        itemSelectedBg: colours.accentSoft,
        itemSelectedColor: colours.accent,
        itemColor: colours.ink2,
        activeBarBorderWidth: 0,
      },
      Tabs: { itemSelectedColor: colours.accent, itemHoverColor: colours.accent, inkBarColor: colours.accent, horizontalItemPadding: "9px 2px", horizontalItemGutter: 22 },
      Form: { itemMarginBottom: 16, verticalLabelPadding: "0 0 4px" },
      Alert: { withDescriptionPadding: "10px 14px", withDescriptionIconSize: 16, defaultPadding: "7px 12px" },
      Modal: { titleFontSize: 15 },
      Descriptions: { itemPaddingBottom: 8 },
      Button: {
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
        defaultHoverColor: colours.accent,
        defaultHoverBorderColor: colours.accent,
        defaultActiveColor: colours.accent,
        defaultActiveBorderColor: colours.accent,
      },
    },
  };
}
