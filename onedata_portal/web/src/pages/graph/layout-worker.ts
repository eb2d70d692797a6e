// Places tables beside the page, which stays smooth meanwhile.

import { placed, type Unplaced } from "@/pages/graph/layout";

self.onmessage = (message: MessageEvent<Unplaced>) => self.postMessage(placed(message.data));
