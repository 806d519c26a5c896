import { StartError } from "./start-error.ts";
export async function waitForWay(_a: string, _b: string, id: string): Promise<string> {
  if (!id) throw new StartError("x");
  return id;
}
export function tellWay(way: string): string {
  return way;
}
