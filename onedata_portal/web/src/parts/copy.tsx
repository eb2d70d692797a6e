// A button that copies a text, also where the browser keeps its clipboard for secure pages.

import { CopyOutlined } from "@/look/icons";
import { App, Button } from "antd";
import { useTexts } from "@/texts/context";

export function CopyButton({ text }: { text: string }) {
  const texts = useTexts().common;
  const { message } = App.useApp();
  const copy = async () => {
    if (window.isSecureContext) await navigator.clipboard.writeText(text);
    else copyOfOld(text);
    void message.success(texts.copied);
  };
  return <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()}>{texts.copy}</Button>;
}

function copyOfOld(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "only-read";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
