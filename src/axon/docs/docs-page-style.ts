/** The style sheet of the documentation page. */
export const docsPageStyle = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1c2430, #e4e9f0);
  --muted: light-dark(#5b6676, #98a4b5);
  --page: light-dark(#fbfcfd, #11161d);
  --card: light-dark(#ffffff, #181f29);
  --line: light-dark(#e1e6ec, #2b3542);
  --code: light-dark(#f1f4f8, #10151c);
  --accent: light-dark(#0b6b53, #5fd0ab);
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; max-width: 78rem; padding: 2rem 1.25rem 6rem;
  background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
header { border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; padding-bottom: 0.75rem; }
header p { max-width: 44rem; margin: 0.4rem 0; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; }
h1 small { color: var(--muted); font-size: 0.95rem; font-weight: 500; margin-left: 0.4rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 0.8rem; }
h3 { font-size: 1rem; margin: 0; font-weight: 600; }
h4 { font-size: 0.8rem; margin: 1rem 0 0.25rem; color: var(--muted); font-weight: 600; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 0.85rem; }
pre {
  background: var(--code); border: 1px solid var(--line); border-radius: 6px;
  margin: 0.6rem 0; max-height: 28rem; overflow: auto; padding: 0.6rem 0.8rem;
}
h3 code { font-size: 0.95rem; }
.method { color: var(--accent); font-size: 0.75rem; letter-spacing: 0.04em; margin-right: 0.3rem; }
article {
  background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  margin-bottom: 1rem; padding: 1rem 1.15rem;
}
article:target { border-color: var(--accent); }
article > p { color: var(--muted); margin: 0.25rem 0 0.5rem; }
table { border-collapse: collapse; font-size: 0.88rem; width: 100%; }
td { border-top: 1px solid var(--line); padding: 0.35rem 1rem 0.35rem 0; text-align: left; vertical-align: top; }
tr:first-child td { border-top: 0; }
td:nth-child(2) { color: var(--muted); white-space: nowrap; }
td:last-child { padding-right: 0; width: 60%; }
.scroll { overflow-x: auto; }
details { margin-top: 0.5rem; }
summary { color: var(--accent); cursor: pointer; font-size: 0.9rem; }
.errors {
  color: var(--muted); display: flex; flex-wrap: wrap; font-size: 0.82rem; gap: 0.15rem 1.2rem;
  list-style: none; margin: 0.8rem 0 0; padding: 0;
}
.errors b { color: var(--text); font-weight: 600; }
nav { display: none; }
@media (min-width: 60rem) {
  .columns { display: grid; gap: 2.5rem; grid-template-columns: 17rem minmax(0, 1fr); }
  nav {
    align-self: start; display: block; font-size: 0.85rem;
    max-height: 100vh; overflow-y: auto; padding-bottom: 2rem; position: sticky; top: 0;
  }
  nav h2 { color: var(--muted); font-size: 0.8rem; margin: 1.2rem 0 0.3rem; }
  nav ul { list-style: none; margin: 0; padding: 0; }
  nav li { margin: 0.2rem 0; }
  nav a { color: var(--text); text-decoration: none; }
  nav a:hover { color: var(--accent); }
  main > section:first-child h2 { margin-top: 1rem; }
}
`;
