// Stands in for ../connect.js: from a disk there are no workers, so the host is in the page.

import { Host } from "./host.js";

export async function connect() {
  return new Host();
}
