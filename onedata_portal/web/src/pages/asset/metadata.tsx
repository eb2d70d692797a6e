// The tags, terms, owner and domain of an asset, as a tab that is loaded when it is opened.

import type { AssetDetail } from "@/api/dagster";
import { TableMetadata } from "@/components/tags/metadata";

export default function MetadataTab({ asset }: { asset: AssetDetail }) {
  return <TableMetadata asset={asset.address} />;
}
