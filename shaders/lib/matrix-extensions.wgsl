// Stands before everything else in shaders that multiply by lib/product-matrix.wgsl.

enable chromium_experimental_subgroup_matrix;
enable subgroups;
