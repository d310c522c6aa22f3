import { expect, it } from "vitest";
import { userMarkdown } from "../../../cli/user/markdown.ts";
import { aliceReport } from "./reports.ts";

it("the Markdown has escaped names", () => {
  expect(userMarkdown(aliceReport())).toMatchInlineSnapshot(`
    "## alice@example.com (user_01alice)

    - Organization: 0b5ad6ab
    - Name: &#60;b&#62;Alice&#60;/b&#62;  &#91;2J
    - Role: developer
    - Added: 2026-01-01
    - Declared by: prod: alice (Member)

    ### Workspaces (2)

    | Workspace | ID | Role | Declared by |
    | --- | --- | --- | --- |
    | A&#124;B | wrkspc_01a | workspace_user |  |
    | Research | wrkspc_01b | (not a member) | dev: alice-research (WorkspaceMember) |

    ### API keys (1)

    | Key | ID | Status | Workspace | Created | Last use | Declared by |
    | --- | --- | --- | --- | --- | --- | --- |
    | notebook | apikey_01 | active, acts as the user | (none) | 2026-02-03 | none in the reports |  |

    ### Invitations (1)

    | Invitation | Role | Status | Sent | Expires | Declared by |
    | --- | --- | --- | --- | --- | --- |
    | invite_01 | developer | accepted | 2025-12-30 | 2026-01-20 |  |

    <sub>Last use: the Analytics API.</sub>"
  `);
});
