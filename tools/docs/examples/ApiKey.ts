import * as anthropic from "pulumi-anthropic";

new anthropic.ApiKey("ci", { apiKeyId: "apikey_01AbCdEfGhIjKlMnOpQrStUv", name: "CI", status: "active" });
