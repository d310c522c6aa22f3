//go:build tools

// Keeps the Pulumi CLI among this module's requirements, so that `go mod tidy` cannot drop the pin.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
