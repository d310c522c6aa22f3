//go:build tools

// Keeps actionlint among this module's requirements, so that `go mod tidy` cannot drop the pin.
package tools

import _ "github.com/rhysd/actionlint/cmd/actionlint"
