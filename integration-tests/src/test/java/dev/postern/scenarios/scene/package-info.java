/**
 * Scenes that several test classes share, started once: {@link dev.postern.scenarios.scene.SharedScene} hands them out.
 */
@NullMarked
package dev.postern.scenarios.scene;

import org.jspecify.annotations.NullMarked;
