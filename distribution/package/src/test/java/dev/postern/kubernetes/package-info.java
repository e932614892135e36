/** Tests of the Kubernetes manifests and the image that ship. */
@NullMarked
package dev.postern.kubernetes;

import org.jspecify.annotations.NullMarked;
