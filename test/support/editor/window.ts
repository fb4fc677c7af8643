import assert from 'node:assert/strict';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import * as vscode from 'vscode';

/** The editor's own window, to click and type in it like a person. */
export interface EditorWindow {
  readonly page: Page;
  /** The page of ours in the webview that can be seen. */
  readonly shown: FrameLocator;
  close(): Promise<void>;
}

/** Connects to the window that this extension host belongs to. */
export async function connectToWindow(): Promise<EditorWindow> {
  const address = process.env.EDITOR_WINDOW;
  assert.ok(address, 'EDITOR_WINDOW has no address.');
  const browser: Browser = await chromium.connectOverCDP(address);
  const pages = browser.contexts().flatMap((context) => context.pages());
  const page = pages.find((each) => /folder=|workbench/.test(each.url())) ?? pages[0];
  assert.ok(page, 'The editor has no window.');
  page.setDefaultTimeout(20_000);
  return {
    page,
    shown: page
      .locator('iframe.webview.ready:visible')
      .last()
      .contentFrame()
      .locator('#active-frame')
      .contentFrame(),
    close: () => browser.close(),
  };
}

/** Shows the dashboard of a job folder, as a click in the list of runs does. */
export async function openDashboard({ shown }: EditorWindow, folder: string): Promise<FrameLocator> {
  await vscode.commands.executeCommand('qwenLora.openDashboard', { kind: 'run', run: { folder } });
  await shown.locator('.now h1').waitFor();
  return shown;
}

/** Waits until an element contains a text, and gives all of the first one's. */
export async function textIn(where: Locator, text: string | RegExp): Promise<string> {
  try {
    await where.filter({ hasText: text }).first().waitFor();
  } catch (error) {
    const there = JSON.stringify(await where.allTextContents().catch(() => []));
    throw new Error(`${String(text)} is not there, but ${there}.`, { cause: error });
  }
  return (await where.first().textContent()) ?? '';
}
