/**
 * The gateway's image in containers.
 */
@NullMarked
package dev.postern.testing.docker;

import org.jspecify.annotations.NullMarked;
