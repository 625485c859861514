import { createHash } from 'node:crypto';

/** The stylesheet of all pages, with a light and a dark theme, for screens from a width of 320 pixels. */
export const STYLESHEET = `:root {
  color-scheme: light dark;
  --ground: #f7f6f2;
  --card: #fffefb;
  --ink: #1f2421;
  --muted: #5b645e;
  --line: #dcdad0;
  --accent: #0f6b54;
  --on-accent: #ffffff;
  --tint: #e3efe8;
  --danger: #9f1d1d;
  --danger-tint: #fbe9e7;
  --shadow: 0 1px 2px rgb(31 36 33 / 6%), 0 8px 24px rgb(31 36 33 / 5%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131715;
    --card: #1b211e;
    --ink: #e9ede9;
    --muted: #a3ada6;
    --line: #313a35;
    --accent: #6fcfae;
    --on-accent: #0b1a14;
    --tint: #22332b;
    --danger: #f4a9a2;
    --danger-tint: #3a1f1d;
    --shadow: none;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { font: 100%/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  display: flex;
  flex-direction: column;
  background: var(--ground);
  color: var(--ink);
  overflow-wrap: anywhere;
}
/* The sandbox panels cover the bottom of the window. The padding allows content to scroll above them. */
body:has(> chat-sandbox-dock) { padding-bottom: 18rem; }
html:has(> body > chat-sandbox-dock) { scroll-padding-bottom: 18rem; }
@media (max-width: 760px) {
  body:has(> chat-sandbox-dock) { padding-bottom: 8.5rem; }
  html:has(> body > chat-sandbox-dock) { scroll-padding-bottom: 8.5rem; }
}
.wrap { width: 100%; max-width: 60rem; margin-inline: auto; padding-inline: 1rem; }
main { flex: 1; padding-block: 2rem 3rem; }
main:focus { outline: none; }
h1, h2 { line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 0.75rem; text-wrap: balance; }
h1 { font-size: clamp(1.6rem, 5vw, 2.25rem); }
h2 { font-size: 1.25rem; }
p { margin: 0 0 0.75rem; }
p:last-child { margin-bottom: 0; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 0.25rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", monospace; font-size: 0.9em; }
code { background: var(--tint); padding: 0.1em 0.35em; border-radius: 0.3em; }
.muted { color: var(--muted); }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 0.5rem; z-index: 1; background: var(--card); padding: 0.5rem 1rem; }

header.site { background: var(--card); border-bottom: 1px solid var(--line); }
header.site .wrap { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1.5rem; padding-block: 0.6rem; }
.brand { font-weight: 700; color: var(--ink); text-decoration: none; letter-spacing: -0.01em; white-space: nowrap; }
.brand::before {
  content: "";
  display: inline-block;
  width: 0.7em;
  height: 0.7em;
  margin-inline-end: 0.5em;
  border-radius: 50% 50% 50% 0;
  background: var(--accent);
}
header.site nav { display: flex; flex-wrap: wrap; column-gap: 1.25rem; }
header.site nav a, .visitor > a:not(.me) { color: var(--muted); text-decoration: none; padding-block: 0.35rem; }
header.site nav a:hover, .visitor > a:hover { color: var(--ink); }
header.site [aria-current] { color: var(--ink) !important; box-shadow: inset 0 -2px var(--accent); }
.visitor { display: flex; align-items: center; gap: 0.75rem; margin-inline-start: auto; min-width: 0; }
.visitor form { flex: none; }
.me { display: flex; align-items: center; gap: 0.5rem; min-width: 0; color: var(--ink); text-decoration: none; }
.me:hover { text-decoration: underline; }
.me span:last-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 11rem; }
.me .avatar { width: 1.75rem; height: 1.75rem; font-size: 0.85rem; }
footer.site { border-top: 1px solid var(--line); color: var(--muted); font-size: 0.9rem; padding-block: 1rem; }

.button, button {
  display: inline-block;
  font: inherit;
  font-weight: 600;
  padding: 0.55rem 1.2rem;
  border: 1px solid transparent;
  border-radius: 0.6rem;
  background: var(--accent);
  color: var(--on-accent);
  text-decoration: none;
  cursor: pointer;
}
.button:hover, button:hover { filter: brightness(1.08); }
button.quiet { background: none; border-color: var(--line); color: var(--ink); font-weight: 400; font-size: 0.9rem; padding: 0.25rem 0.75rem; }
button.icon { display: grid; flex: none; padding: 0.45rem; border-radius: 50%; color: var(--muted); }
button.icon:hover { color: var(--accent); }
button.quiet:hover { border-color: var(--muted); }

.hero { max-width: 48rem; margin-bottom: 2rem; }
.hero p { font-size: 1.1rem; color: var(--muted); }
.card {
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 1rem;
  box-shadow: var(--shadow);
  padding: 1.5rem;
  margin-bottom: 2.5rem;
}
.narrow { max-width: 26rem; margin-inline: auto; }
.stack { display: grid; gap: 0.35rem; margin-block: 1rem; }
.stack label { font-weight: 600; }
.stack input {
  font: inherit;
  color: inherit;
  background: var(--ground);
  width: 100%;
  padding: 0.55rem 0.75rem;
  margin-bottom: 0.65rem;
  border: 1px solid var(--muted);
  border-radius: 0.6rem;
}
.stack button { margin-top: 0.35rem; }
.error { background: var(--danger-tint); color: var(--danger); border-radius: 0.6rem; padding: 0.6rem 0.9rem; }

.avatar {
  flex: none;
  display: inline-grid;
  place-items: center;
  width: 3rem;
  height: 3rem;
  border-radius: 50%;
  background: var(--tint);
  color: var(--accent);
  font-weight: 600;
  font-size: 1.25rem;
  line-height: 1;
}
.person { display: flex; align-items: center; gap: 0.9rem; min-width: 0; }
.person > div { min-width: 0; flex: 1; }
.person p { margin: 0; }
.person-name { font-weight: 600; }
.label {
  display: inline-block;
  margin-inline-end: 0.25rem;
  font-size: 0.8rem;
  font-weight: 400;
  white-space: nowrap;
  line-height: 1.5;
  padding: 0 0.55em;
  border: 1px solid var(--line);
  border-radius: 99rem;
  color: var(--muted);
}
.label-strong { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }

.members { list-style: none; margin: 0 0 1.5rem; padding: 0; display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); }
.members li { background: var(--card); border: 1px solid var(--line); border-radius: 0.85rem; padding: 0.8rem 1rem; }
.members a { color: inherit; text-decoration: none; }
.members a:hover { text-decoration: underline; }
.pages { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 0.4rem; }
.pages a { min-width: 2.5rem; padding: 0.35rem 0.75rem; text-align: center; text-decoration: none; border: 1px solid var(--line); border-radius: 0.6rem; background: var(--card); }
.pages a:hover { border-color: var(--accent); }
.pages [aria-current] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }

.profile { max-width: 34rem; margin-inline: auto; }
.profile .card { text-align: center; }
.profile .avatar { width: 6rem; height: 6rem; font-size: 2.5rem; margin-bottom: 0.75rem; }
.facts { margin: 1.5rem 0 0; text-align: start; }
.facts div { display: flex; justify-content: space-between; gap: 1rem; padding-block: 0.5rem; border-top: 1px solid var(--line); }
.facts dt { color: var(--muted); }
dd { margin: 0; }

.apart { margin-top: 1.25rem; }
.write { margin-top: 1rem; }
.tries { margin: 0; padding-inline-start: 1.25rem; display: grid; gap: 0.4rem; }
.topics, .moderators { list-style: none; margin: 0; padding: 0; }
.topics { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
.topics .card { display: flex; flex-direction: column; margin: 0; padding: 1.15rem 1.25rem; }
.topics h2 { font-size: 1.1rem; }
.topics .open { display: inline-block; }
.topics p:last-child { margin-top: auto; }
.topic { max-width: 44rem; margin-inline: auto; }
.topic section { margin-top: 2rem; }
.chat { min-height: 15rem; }
.columns { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); margin-bottom: 2rem; }
.columns .card { margin: 0; }
.rights { width: 100%; overflow-wrap: normal; border-collapse: collapse; margin-bottom: 0.75rem; }
.rights th { text-align: start; font-weight: 400; color: var(--muted); }
.rights th, .rights td { padding: 0.45rem 0.5rem 0.45rem 0; border-bottom: 1px solid var(--line); }

.calls { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; margin: 1rem 0 0; }
.calls dt { font-weight: 600; margin-bottom: 0.35rem; }
pre { margin: 0; padding: 0.8rem 1rem; overflow-x: auto; overflow-wrap: normal; background: var(--card); border: 1px solid var(--line); border-radius: 0.7rem; }
pre code { background: none; padding: 0; user-select: all; }
`;

/** The URL of the stylesheet. It contains a hash of the content, so that browsers do not use an outdated copy. */
export const STYLESHEET_URL = `/style.css?v=${createHash('sha256').update(STYLESHEET).digest('hex').slice(0, 8)}`;
