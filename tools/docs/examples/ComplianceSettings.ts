import * as anthropic from "pulumi-anthropic";

new anthropic.ComplianceSettings("compliance", { state: "enabled" });
