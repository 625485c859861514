/// <reference lib="dom" />
import type { Fact, PageDiagnosis, PageUser, Problem } from '../../diagnosis/page-diagnosis.js';
import type { PanelStyles } from './panel-styles.js';

/** The initial look of a panel. */
export interface OpenPanelOptions {
  /** The widget that the panel replaces; its `data-widget`. */
  readonly widget: string;
  /** The vendor of the widget. */
  readonly vendor: string;
  /** The name of the chat; `''` if there is only one. */
  readonly chat: string;
  /** The side of the window on which the panel appears. */
  readonly side: 'left' | 'right';
  /** Whether the panel is always dark; otherwise it follows the system. */
  readonly dark: boolean;
  /** Whether only the bar is shown initially, as always in a narrow window. */
  readonly minimized: boolean;
  /** The id of the element that contains the panel; `null` for the bottom of the window. */
  readonly containerId: string | null;
}

/** The user of a dialog, the title of a room, or why there is no dialog. */
export type PanelDialog =
  | { readonly user: PageUser }
  | { readonly room: string }
  | { readonly problem: Pick<Problem, 'text' | 'fix'> };

/** A panel in a page. */
export interface SandboxPanel {
  /** Shows a diagnosis. */
  show(diagnosis: PageDiagnosis): void;
  /** Shows the user of a dialog, or a room; `null` while the user is being requested. */
  showDialog(dialog: PanelDialog | null): void;
  /** Shows the whole panel, or only its bar. */
  expand(expanded: boolean): void;
}

/**
 * Adds a panel to the page: `<chat-sandbox-panel>` with an open shadow root. It inserts data as text only and uses
 * constructed style sheets, so that it works under the strictest Content-Security-Policy.
 *
 * Runs in the page: the text of the function is put into scripts, so it must not use anything outside itself. Its
 * helpers are methods, because some compilers wrap functions that are assigned to variables.
 */
export function openPanel(styles: PanelStyles, options: OpenPanelOptions): SandboxPanel {
  const dom = {
    create<K extends keyof HTMLElementTagNameMap>(
      tag: K,
      className = '',
      text = '',
    ): HTMLElementTagNameMap[K] {
      const element = document.createElement(tag);
      if (className) element.className = className;
      if (text) element.textContent = text;
      return element;
    },
    /** Text whose writing direction is unknown. */
    isolated(className: string, text: string): HTMLElement {
      const element = dom.create('bdi', className, text);
      element.dir = 'auto';
      return element;
    },
    paragraph(...parts: (string | Node)[]): HTMLElement {
      const paragraph = dom.create('p');
      paragraph.append(...parts);
      return paragraph;
    },
    shadow(host: HTMLElement, css: string): ShadowRoot {
      const root = host.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
      return root;
    },
    facts(list: readonly Fact[]): HTMLElement {
      const dl = dom.create('dl');
      for (const { label, text } of list) {
        const dd = dom.create('dd', '', text);
        dd.dir = 'auto';
        dl.append(dom.create('dt', '', label), dd);
      }
      return dl;
    },
    face({ name, avatarUrl }: PageUser): HTMLElement {
      const initial = dom.create('span', 'face', /^\s*(.)/u.exec(name)?.[1]?.toUpperCase() ?? '?');
      initial.ariaHidden = 'true';
      // Pictures of other origins would require requests to other machines, and many policies block them.
      if (!avatarUrl || !URL.canParse(avatarUrl, location.href)) return initial;
      const url = new URL(avatarUrl, location.href);
      if (url.origin !== location.origin) return initial;
      const picture = dom.create('img', 'face');
      picture.alt = '';
      picture.addEventListener('error', () => picture.replaceWith(initial));
      picture.src = url.href;
      return picture;
    },
    /** The dock at the bottom of the window, which all panels of the page share. */
    dockSide(side: string): { dock: Element; column: Element } {
      let dock = document.querySelector('chat-sandbox-dock');
      if (!dock?.shadowRoot) {
        dock = document.createElement('chat-sandbox-dock');
        const root = dom.shadow(dock as HTMLElement, styles.dock);
        for (const name of ['left', 'right']) {
          const column = dom.create('div', 'side empty');
          column.dataset['side'] = name;
          const slot = dom.create('slot');
          slot.name = name;
          slot.addEventListener('slotchange', () =>
            column.classList.toggle('empty', slot.assignedElements().length === 0),
          );
          column.append(slot);
          root.append(column);
        }
        // A script in the head can run before the body exists.
        (document.body ?? document.documentElement).append(dock);
      }
      return { dock, column: dock.shadowRoot!.querySelector(`[data-side=${side}]`)! };
    },
  };

  const host = document.createElement('chat-sandbox-panel');
  host.dataset['widget'] = options.widget;
  host.dataset['state'] = 'loading';
  if (options.dark) host.dataset['theme'] = 'dark';

  const container = options.containerId === null ? null : document.getElementById(options.containerId);
  host.dataset['place'] = container ? 'container' : options.side;

  const title = dom.create('span', 'title', 'Chat sandbox');
  title.id = 'title';
  const names = dom.create('span', 'names');
  const place = dom.create('span', 'chat', `instead of ${options.vendor}`);
  place.id = 'place';
  if (options.chat) place.append(', chat ', dom.isolated('', options.chat));
  names.append(title, place);
  const badge = dom.create('span', 'badge', 'Checking');
  const fold = dom.create('span', 'fold');
  fold.ariaHidden = 'true';
  const bar = dom.create('button', 'bar');
  bar.type = 'button';
  bar.setAttribute('aria-controls', 'body');
  bar.append(names, badge, fold);

  const status = dom.create('div', 'status');
  status.role = 'status';
  status.ariaLive = 'polite';
  status.append(dom.paragraph('Checking who is signed in…'));
  const findings = dom.create('div', 'findings');
  const dialogBox = dom.create('div', 'dialog');
  dialogBox.role = 'status';
  dialogBox.ariaLive = 'polite';
  const note = `This panel replaces ${options.vendor} on your own machine. It sends no messages.`;
  const body = dom.create('div', 'body');
  body.id = 'body';
  body.append(status, dialogBox, findings, dom.create('p', 'note', note));

  const section = dom.create('section');
  section.setAttribute('aria-labelledby', 'title place');
  section.append(bar, body);
  dom.shadow(host, styles.panel).append(section);

  const panel: SandboxPanel = {
    show({ state, user, facts, problem, signedFields }) {
      host.dataset['state'] = state;
      delete host.dataset['userId'];
      delete host.dataset['problem'];
      if (user) host.dataset['userId'] = user.id;
      if (problem) host.dataset['problem'] = problem.code;
      badge.textContent = { verified: 'Verified', guest: 'Guest', refused: 'Refused' }[state];
      if (user) {
        const text = dom.paragraph('Signed in as ', dom.isolated('name', user.name));
        text.append(dom.create('br'), dom.create('span', 'id', `User ${user.id}, verified`));
        status.replaceChildren(dom.face(user), text);
      } else if (state === 'guest') {
        status.replaceChildren(dom.paragraph('Guest: no user is signed in.'));
      } else {
        status.replaceChildren(dom.paragraph('Not signed in: the chat would refuse this page.'));
      }
      findings.replaceChildren();
      if (problem) {
        const box = dom.create('div', 'problem');
        for (const text of [problem.text, problem.fix]) {
          const paragraph = dom.paragraph(text);
          paragraph.dir = 'auto';
          box.append(paragraph);
        }
        findings.append(box);
      }
      if (facts.length > 0) findings.append(dom.facts(facts));
      if (options.containerId !== null && !container) {
        findings.append(
          dom.facts([
            { label: 'Container', text: `The page has no element with the id ${options.containerId}.` },
          ]),
        );
      }
      if (signedFields.length > 0) {
        const details = dom.create('details');
        details.append(dom.create('summary', '', 'Signed fields'), dom.facts(signedFields));
        details.open = state === 'refused';
        findings.append(details);
      }
    },

    showDialog(dialog) {
      delete host.dataset['dialogWith'];
      dialogBox.replaceChildren();
      if (!dialog) return;
      if ('problem' in dialog) {
        dialogBox.append(dom.paragraph(`${dialog.problem.text} ${dialog.problem.fix}`.trim()));
        return;
      }
      if ('room' in dialog) {
        dialogBox.append(
          dom.paragraph('The chat would open the room ', dom.isolated('name', dialog.room), '.'),
        );
        return;
      }
      host.dataset['dialogWith'] = dialog.user.id;
      dialogBox.append(
        dom.paragraph('The chat would open a dialog with ', dom.isolated('name', dialog.user.name), '.'),
      );
    },

    expand(expanded) {
      bar.ariaExpanded = String(expanded);
      body.hidden = !expanded;
    },
  };

  bar.addEventListener('click', () => panel.expand(bar.ariaExpanded === 'false'));
  panel.expand(!options.minimized && (container !== null || !matchMedia('(max-width: 760px)').matches));

  if (container) {
    container.append(host);
  } else {
    const { dock, column } = dom.dockSide(options.side);
    host.slot = options.side;
    column.classList.remove('empty');
    dock.append(host);
  }
  return panel;
}
