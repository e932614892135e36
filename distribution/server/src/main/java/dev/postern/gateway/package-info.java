/** The configuration in {@code gateway.yaml}, bound strictly to immutable types. */
@NullMarked
package dev.postern.gateway;

import org.jspecify.annotations.NullMarked;
