/** What a text must be before somebody else's words are shown: in a log line, a DSN, an error message. Imports nothing of ours. */
@NullMarked
package dev.postern.text;

import org.jspecify.annotations.NullMarked;
