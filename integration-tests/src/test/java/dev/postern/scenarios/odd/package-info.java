/**
 * Ugly messages and servers of honest people, beside real mail servers that are given the same.
 */
@NullMarked
package dev.postern.scenarios.odd;

import org.jspecify.annotations.NullMarked;
