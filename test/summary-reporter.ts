// Ends a test run with one plain line, for people and machines alike: `N passed, N failed`.
import type { Reporter, TestModule } from 'vitest/node';

export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length;
    const failed = count('failed') + brokenFiles + unhandledErrors.length;
    const skipped = count('skipped');
    // After the other reporters' own closing lines.
    process.once('exit', () => {
      process.stdout.write(`${skipped > 0 ? `${skipped} skipped\n` : ''}${count('passed')} passed, ${failed} failed\n`);
    });
  }
}
