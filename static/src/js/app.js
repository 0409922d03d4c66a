// The behaviour every page carries. Each module finds its own elements by data attribute, also in what htmx swaps in.
import htmx from "htmx.org";
import { installToasts } from "./toasts.js";
import { installTheme } from "./toggle.js";
import { installOverlays } from "./overlays.js";
import { installPreviews } from "./previews.js";
import { installDropzones } from "./dropzone.js";
import { installSigns } from "./signs.js";
import { installSplits } from "./splits.js";
import { installPalette } from "./palette.js";
import { installRequests } from "./requests.js";
import { installAlternatives } from "./alternatives.js";
import { installClocks } from "./clocks.js";

window.htmx = htmx;
installTheme();
installToasts();
installRequests();
installAlternatives();
installOverlays();
installPalette();

htmx.onLoad((root) => {
  installPreviews(root);
  installDropzones(root);
  installSplits(root);
  installSigns(root);
  installClocks(root);
});
