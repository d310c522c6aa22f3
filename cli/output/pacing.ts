/** The minimum time between two progress lines. */
const intervalMs = 5_000;

/** Limits progress lines to one every few seconds. The first one is printed after that time. */
export function paced<T>(print: (value: T) => void, clock: () => number = () => performance.now()) {
  let last = clock();
  return (value: T): void => {
    if (clock() - last < intervalMs) return;
    last = clock();
    print(value);
  };
}
