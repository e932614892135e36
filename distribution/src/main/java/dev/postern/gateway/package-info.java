/** What this gateway is: {@code gateway.yaml}, bound strictly into immutable types. */
@NullMarked
package dev.postern.gateway;

import org.jspecify.annotations.NullMarked;
