/** What lies on disk of the embedded broker, looked at before it is opened: whole, or damaged and how. */
@NullMarked
package dev.postern.journal;

import org.jspecify.annotations.NullMarked;
