const INTERNALS =
  /<b>(?:Warning|Notice|Deprecated|Fatal error|Parse error)<\/b>|Stack trace:|SQLSTATE\[|Traceback \(most recent call last\)/;
const PHP_ERROR = /(?:Warning|Notice|Fatal error|Parse error): /;
const PHP_LINE = / on line \d/;
const STACK_FRAME = /^\s+at .+:\d+:\d+/;

/** Shorter passwords occur in ordinary words. */
const MIN_PASSWORD_LENGTH = 4;

/** Returns whether a response contains a program error, a stack trace or the password. */
export function containsInternals(text: string, password: string): boolean {
  const inJson = JSON.stringify(password).slice(1, -1);
  const hasPassword = [password, inJson].some((form) => text.includes(form));
  if (password.length >= MIN_PASSWORD_LENGTH && hasPassword) return true;
  // A stack trace in JSON has escaped line feeds.
  const [first = '', ...others] = text.split(/\n|\\n/);
  return (
    INTERNALS.test(text) ||
    [first, ...others].some(isPhpError) ||
    others.some((line) => STACK_FRAME.test(line))
  );
}

/** Returns whether a line is an error of PHP, such as `Warning: … in /srv/a.php on line 3`. */
function isPhpError(line: string): boolean {
  const start = line.search(PHP_ERROR);
  const file = start === -1 ? -1 : line.indexOf(' in ', start);
  return file !== -1 && PHP_LINE.test(line.slice(file));
}
