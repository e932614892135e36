/** How messages are kept on disk: the form of their envelopes, and the repositories of rejected and failed mail. */
@NullMarked
package dev.postern.storage;

import org.jspecify.annotations.NullMarked;
