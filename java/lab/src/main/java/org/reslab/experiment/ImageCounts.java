// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import org.reslab.ImageDescription;

/**
 * The images of an experiment.
 *
 * @param images what they are
 * @param classes that they have
 * @param train training images of an epoch
 * @param validation validation images, 0 without them
 * @param test test images of an evaluation
 */
public record ImageCounts(
    ImageDescription images, int classes, long train, long validation, long test) {}
