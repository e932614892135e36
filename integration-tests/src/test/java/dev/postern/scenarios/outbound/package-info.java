/**
 * Mail from the gateway to partners, own servers and everyone else: only as agreed, or not at all.
 */
@NullMarked
package dev.postern.scenarios.outbound;

import org.jspecify.annotations.NullMarked;
