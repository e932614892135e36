/** What happened to each message, in words that an administrator can search for. */
@NullMarked
package dev.postern.tracking;

import org.jspecify.annotations.NullMarked;
