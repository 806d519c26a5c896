/**
 * A stable name for a route nobody named: its method and the words of its path, `GET /v1/lanes/:lane` → `getLanesByLane`.
 * Generated clients name their functions by it, so a path once published keeps it.
 */
export function nameOperation(method: string, url: string): string {
  const words = url
    .replace(/^\/v1\//, "/")
    .split("/")
    .filter((part) => part !== "")
    .map((part) => (part.startsWith(":") ? `By${pascal(part.slice(1))}` : pascal(part)));
  return method.toLowerCase() + words.join("");
}

function pascal(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
