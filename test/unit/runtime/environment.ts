import type { TestContext } from 'node:test';

/** Sets variables for one test; `undefined` takes one out. */
export function withEnvironment(
  test: TestContext,
  variables: Readonly<Record<string, string | undefined>>,
): void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  set(Object.entries(variables));
  test.after(() => {
    set(before);
  });
}

function set(variables: readonly (readonly [string, string | undefined])[]): void {
  for (const [name, value] of variables) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}
