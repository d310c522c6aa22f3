import { describe, expect, it } from "vitest";
import { resolveBaseUrl } from "../../../provider/api/address.ts";
import { UserError } from "../../../provider/errors.ts";

const fromEnvironment = (url: string) => resolveBaseUrl({ env: { ANTHROPIC_ADMIN_BASE_URL: url } }).href;
const fromStack = (url: string) => resolveBaseUrl({ env: {}, configured: url }).href;

describe("resolveBaseUrl", () => {
  it("defaults to Anthropic's URL", () => {
    expect(resolveBaseUrl({ env: {} }).href).toBe("https://api.anthropic.com/");
  });

  it("prefers the environment to stack configuration", () => {
    const url = resolveBaseUrl({
      env: { ANTHROPIC_ADMIN_BASE_URL: "http://localhost:8787" },
      configured: "https://api.anthropic.com",
    });
    expect(url.href).toBe("http://localhost:8787/");
  });

  it("does not read ANTHROPIC_BASE_URL", () => {
    expect(resolveBaseUrl({ env: { ANTHROPIC_BASE_URL: "https://gateway.example.com" } }).host).toBe(
      "api.anthropic.com",
    );
  });

  it.each(["https://api.anthropic.com", "https://eu.api.anthropic.com"])(
    "accepts %s from stack configuration",
    (url) => {
      expect(fromStack(url)).toBe(new URL(url).href);
    },
  );

  it.each([
    "http://localhost:8787",
    "http://127.0.0.1:8787",
    "http://127.8.9.1:8787",
    "http://[::1]:8787",
    "https://localhost",
  ])("accepts the loopback URL %s from the environment only", (url) => {
    expect(fromEnvironment(url)).toBe(new URL(url).href);
    expect(() => fromStack(url)).toThrow(
      /is not an Anthropic host, and stack configuration cannot send the key elsewhere\. If this is intended, set the environment variable ANTHROPIC_ADMIN_BASE_URL\.$/,
    );
  });

  it.each([
    "https://gateway.example.com",
    "https://anthropic.com.evil.example",
    "https://evilanthropic.com",
    "https://api.anthropic.com@evil.example",
    "http://api.anthropic.com",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
  ])("rejects %s from stack configuration, which a pull request can change", (url) => {
    expect(() => fromStack(url)).toThrow(UserError);
  });

  it("accepts another host from the environment, with https only", () => {
    expect(fromEnvironment("https://gateway.example.com")).toBe("https://gateway.example.com/");
    expect(() => fromEnvironment("http://gateway.example.com")).toThrow(/unencrypted/);
  });

  it("names the variable that allows another host", () => {
    expect(() => fromStack("https://gateway.example.com")).toThrow(
      /gateway\.example\.com is not an Anthropic host.*ANTHROPIC_ADMIN_BASE_URL/,
    );
  });

  it("accepts a path on a gateway and removes its trailing slash", () => {
    expect(fromEnvironment("https://gateway.example.com/anthropic/")).toBe(
      "https://gateway.example.com/anthropic",
    );
  });

  it.each([
    "https://api.anthropic.com/v1",
    "https://api.anthropic.com/v1/organizations/",
    "https://gateway.example.com/v1",
    "https://gateway.example.com/anthropic/v1/organizations",
    "http://localhost:8787/v1",
  ])("rejects %s, with which every response would be 'not found'", (url) => {
    expect(() => fromEnvironment(url)).toThrow(/path/);
  });

  it.each(["https://user:hunter2@gateway.example.com", "https://hunter2@gateway.example.com"])(
    "rejects a user name or password and does not show them (%#)",
    (url) => {
      expect(() => fromEnvironment(url)).toThrow(/^(?!.*hunter2).*user name or password/);
    },
  );

  it.each([
    "https://gateway.example.com?hunter2",
    "https://gateway.example.com/#hunter2",
    "https://x.example/?",
  ])("rejects a query or fragment (%#)", (url) => {
    expect(() => fromEnvironment(url)).toThrow(/^(?!.*hunter2).*query or a fragment/);
  });

  it.each(["gateway.example.com", "hunter2", "ftp://gateway.example.com/hunter2", "javascript:hunter2"])(
    "rejects anything but an https URL (%#)",
    (url) => {
      expect(() => fromEnvironment(url)).toThrow(/^(?!.*hunter2).*not an https URL/);
    },
  );

  it("treats a blank value as not set", () => {
    expect(resolveBaseUrl({ env: { ANTHROPIC_ADMIN_BASE_URL: " " }, configured: "" }).host).toBe(
      "api.anthropic.com",
    );
  });
});
