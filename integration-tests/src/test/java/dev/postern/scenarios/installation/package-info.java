/**
 * Archive, image, class path, and the mailets in a James that is not ours.
 */
@NullMarked
package dev.postern.scenarios.installation;

import org.jspecify.annotations.NullMarked;
