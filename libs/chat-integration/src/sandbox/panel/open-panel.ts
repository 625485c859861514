/// <reference lib="dom" />
import type { PanelStyles } from './panel-styles.js';
import type { PagePerson, PageProblem, PageVerdict } from '../../widget/page-verdict.js';

/** How a panel is opened. */
export interface OpenPanelOptions {
  /** Which widget the panel stands in for; its `data-widget`. */
  readonly widget: string;
  /** The vendor in whose place the panel stands. */
  readonly vendor: string;
  /** The chat's own name; `''` where there is only one. */
  readonly chat: string;
  /** The side of the window on which it stands. */
  readonly side: 'left' | 'right';
  /** Whether it is dark whatever the system prefers. */
  readonly dark: boolean;
  /** Whether it starts as its bar alone; it does on a narrow window anyway. */
  readonly minimized: boolean;
  /** The id of the page's element that holds it; `null` for the bottom of the window. */
  readonly containerId: string | null;
}

/** Whom a dialog would be with, or why there would be none. */
export type PanelDialog =
  { readonly person: PagePerson } | { readonly problem: Pick<PageProblem, 'text' | 'remedy'> };

/** A panel in a page. */
export interface SandboxPanel {
  /** Shows what the sandbox found. */
  show(view: PageVerdict): void;
  /** Shows whom a dialog would be with; `null` while that is being asked for. */
  showDialog(dialog: PanelDialog | null): void;
  /** Shows the whole panel, or its bar alone. */
  expand(expanded: boolean): void;
}

/**
 * Puts a panel into the page: `<chat-sandbox-panel>` with an open shadow root. All data goes in as text, all
 * style through constructed style sheets, so the strictest Content-Security-Policy holds.
 *
 * Its text is put into scripts, so it uses nothing from outside itself; its helpers are methods, because some
 * compilers wrap functions that stand in variables.
 */
export function openPanel(styles: PanelStyles, options: OpenPanelOptions): SandboxPanel {
  const dom = {
    make<K extends keyof HTMLElementTagNameMap>(tag: K, className = '', text = ''): HTMLElementTagNameMap[K] {
      const element = document.createElement(tag);
      if (className) element.className = className;
      if (text) element.textContent = text;
      return element;
    },
    /** Text of somebody else's, whatever its direction of writing. */
    foreign(className: string, text: string): HTMLElement {
      const element = dom.make('bdi', className, text);
      element.dir = 'auto';
      return element;
    },
    paragraph(...parts: (string | Node)[]): HTMLElement {
      const paragraph = dom.make('p');
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
    facts(list: PageVerdict['facts']): HTMLElement {
      const dl = dom.make('dl');
      for (const { label, text } of list) {
        const dd = dom.make('dd', '', text);
        dd.dir = 'auto';
        dl.append(dom.make('dt', '', label), dd);
      }
      return dl;
    },
    face({ name, avatarUrl }: PagePerson): HTMLElement {
      const initial = dom.make('span', 'face', /^\s*(.)/u.exec(name)?.[1]?.toUpperCase() ?? '?');
      initial.ariaHidden = 'true';
      // A picture from elsewhere would leave this machine, and many a policy would stop it.
      if (!avatarUrl || !URL.canParse(avatarUrl, location.href)) return initial;
      const url = new URL(avatarUrl, location.href);
      if (url.origin !== location.origin) return initial;
      const picture = dom.make('img', 'face');
      picture.alt = '';
      picture.addEventListener('error', () => picture.replaceWith(initial));
      picture.src = url.href;
      return picture;
    },
    /** The place at the bottom of the window; all panels of the page share one. */
    dockSide(side: string): { dock: Element; column: Element } {
      let dock = document.querySelector('chat-sandbox-dock');
      if (!dock?.shadowRoot) {
        const made = document.createElement('chat-sandbox-dock');
        const root = dom.shadow(made, styles.dock);
        for (const name of ['left', 'right']) {
          const column = dom.make('div', 'side empty');
          column.dataset['side'] = name;
          const slot = dom.make('slot');
          slot.name = name;
          slot.addEventListener('slotchange', () =>
            column.classList.toggle('empty', slot.assignedElements().length === 0),
          );
          column.append(slot);
          root.append(column);
        }
        // A script in the head may run before there is a body.
        (document.body ?? document.documentElement).append(made);
        dock = made;
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

  const title = dom.make('span', 'title', 'Chat sandbox');
  title.id = 'title';
  const names = dom.make('span', 'names');
  const place = dom.make('span', 'chat', `in place of ${options.vendor}`);
  place.id = 'place';
  if (options.chat) place.append(', chat ', dom.foreign('', options.chat));
  names.append(title, place);
  const badge = dom.make('span', 'badge', 'Checking');
  const fold = dom.make('span', 'fold');
  fold.ariaHidden = 'true';
  const bar = dom.make('button', 'bar');
  bar.type = 'button';
  bar.setAttribute('aria-controls', 'body');
  bar.append(names, badge, fold);

  const status = dom.make('div', 'status');
  status.role = 'status';
  status.ariaLive = 'polite';
  status.append(dom.paragraph('Asking the sandbox who is signed in…'));
  const findings = dom.make('div', 'findings');
  const dialogBox = dom.make('div', 'dialog');
  dialogBox.role = 'status';
  dialogBox.ariaLive = 'polite';
  const note = `A stand-in for ${options.vendor}'s server on your own machine. It sends no messages.`;
  const body = dom.make('div', 'body');
  body.id = 'body';
  body.append(status, dialogBox, findings, dom.make('p', 'note', note));

  const section = dom.make('section');
  section.setAttribute('aria-labelledby', 'title place');
  section.append(bar, body);
  dom.shadow(host, styles.panel).append(section);

  const panel: SandboxPanel = {
    show({ state, person, facts, problem, signed }) {
      host.dataset['state'] = state;
      delete host.dataset['userId'];
      delete host.dataset['problem'];
      if (person) host.dataset['userId'] = person.id;
      if (problem) host.dataset['problem'] = problem.code;
      badge.textContent = { verified: 'Verified', guest: 'Guest', refused: 'Refused' }[state];
      if (person) {
        const who = dom.paragraph('Signed in as ', dom.foreign('name', person.name));
        who.append(dom.make('br'), dom.make('span', 'id', `User ${person.id}, verified`));
        status.replaceChildren(dom.face(person), who);
      } else if (state === 'guest') {
        status.replaceChildren(dom.paragraph('A guest: nobody is signed in.'));
      } else {
        status.replaceChildren(dom.paragraph('Not signed in: the chat would refuse this page.'));
      }
      findings.replaceChildren();
      if (problem) {
        const box = dom.make('div', 'problem');
        for (const text of [problem.text, problem.remedy]) {
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
            { label: 'Place', text: `The page has no element with the id ${options.containerId}.` },
          ]),
        );
      }
      if (signed.length > 0) {
        const details = dom.make('details');
        details.append(dom.make('summary', '', 'The signed text, field by field'), dom.facts(signed));
        details.open = state === 'refused';
        findings.append(details);
      }
    },

    showDialog(dialog) {
      delete host.dataset['dialogWith'];
      dialogBox.replaceChildren();
      if (!dialog) return;
      if ('problem' in dialog) {
        dialogBox.append(dom.paragraph(`${dialog.problem.text} ${dialog.problem.remedy}`.trim()));
        return;
      }
      host.dataset['dialogWith'] = dialog.person.id;
      dialogBox.append(
        dom.paragraph('This would be a dialog with ', dom.foreign('name', dialog.person.name), '.'),
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
