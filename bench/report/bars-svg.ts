import { template } from '../../src/pages/templates.js';

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly isHighlighted: boolean;
}

export interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const PANEL_WIDTH = 380;
const COLUMNS = 2;
const LABEL_WIDTH = 110;
const LONGEST_BAR = 210;
/** The right edge of the value column. */
const VALUES_END = 365;
const LINE_HEIGHT = 20;
const TITLE_HEIGHT = 34;

/** Renders panels of bars with the same scale and a line at 1, in colours for light and dark backgrounds. */
export function barsSvg(title: string, panels: readonly Panel[]): string {
  const scale = LONGEST_BAR / Math.max(...panels.flatMap(({ bars }) => bars.map(({ value }) => value)), 1);
  const panelHeight = TITLE_HEIGHT + LINE_HEIGHT * (Math.max(...panels.map(({ bars }) => bars.length)) + 1);
  return render({
    title,
    width: PANEL_WIDTH * COLUMNS,
    height: TITLE_HEIGHT + panelHeight * Math.ceil(panels.length / COLUMNS),
    panels: panels.map(({ title: panelTitle, bars }, index) => ({
      title: panelTitle,
      x: PANEL_WIDTH * (index % COLUMNS),
      y: TITLE_HEIGHT + panelHeight * Math.floor(index / COLUMNS),
      one: round(LABEL_WIDTH + scale),
      bottom: TITLE_HEIGHT + LINE_HEIGHT * bars.length,
      bars: bars.map(({ label, value, isHighlighted }, line) => ({
        label,
        text: value.toFixed(2),
        kind: isHighlighted ? 'highlighted' : 'other',
        y: TITLE_HEIGHT + LINE_HEIGHT * line,
        width: round(value * scale),
      })),
    })),
  });
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;

// The greys have a contrast ratio above 4 on white and on common dark backgrounds.
const render =
  template(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 <%= it.width %> <%= it.height %>" role="img" aria-labelledby="title">
<title id="title"><%= it.title %></title>
<style>
text { font: 12px system-ui, sans-serif; fill: #747b84 }
.title { font-weight: 600 }
.label, .value { text-anchor: end }
.highlighted { fill: #2f81f7 }
.other { fill: #8b949e }
line { stroke: #747b84; stroke-dasharray: 3 3 }
</style>
<text class="title" y="16"><%= it.title %></text>
<% for (const panel of it.panels) { %>
<g transform="translate(<%= panel.x %> <%= panel.y %>)">
<text class="title" x="${LABEL_WIDTH}" y="22"><%= panel.title %></text>
<% for (const bar of panel.bars) { %>
<text class="label" x="${LABEL_WIDTH - 6}" y="<%= bar.y + 14 %>"><%= bar.label %></text>
<rect class="<%= bar.kind %>" x="${LABEL_WIDTH}" y="<%= bar.y + 3 %>" width="<%= bar.width %>" height="${LINE_HEIGHT - 6}" rx="2"/>
<text class="value" x="${VALUES_END}" y="<%= bar.y + 14 %>"><%= bar.text %></text>
<% } %>
<line x1="<%= panel.one %>" x2="<%= panel.one %>" y1="${TITLE_HEIGHT - 4}" y2="<%= panel.bottom %>"/>
</g>
<% } %>
</svg>
`);
