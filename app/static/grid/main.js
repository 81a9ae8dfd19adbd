// The grid: puts its parts together. On a telephone the cards of the list are shown instead.
import * as clipboard from "./clipboard.js";
import * as conflicts from "./conflicts.js";
import * as choosing from "./choosing.js";
import * as editors from "./editors.js";
import * as moving from "./moving.js";
import * as ranges from "./ranges.js";
import * as sums from "./sums.js";
import * as troubles from "./troubles.js";
import * as undo from "./undo.js";
import * as deleting from "./deleting.js";
import * as jumps from "./jumps.js";
import * as looks from "./looks.js";
import * as menu from "./menu.js";
import * as newrows from "./newrows.js";
import * as offline from "./offline.js";
import * as refresh from "./refresh.js";
import { box, config, on } from "./page.js";
import { begin } from "./rows.js";
import { build } from "./sheet.js";

function start() {
  for (const part of [ranges, editors, clipboard, troubles, conflicts, undo, newrows, deleting, offline, refresh, menu, jumps, looks, sums]) part.watch();
  moving.watch(editors.editing);
  choosing.watch(box);
  begin(config.first, config.cursor === "" ? "start" : config.cursor === "last" ? "end" : "");
  build();
  on("built", () => { ranges.paint(); box.dataset.ready = "yes"; });
}

if (matchMedia("(max-width: 760px)").matches) {
  const query = new URLSearchParams(location.search);
  query.set("as", "list");
  location.replace(`${config.data}/list/?${query}`);
} else start();
