/** Files as OpenCV writes them, with few values. */

/** As cv2.ml.SVM.save writes it, with line breaks within lists. */
export const regressionYaml = `%YAML:1.0
---
opencv_ml_svm:
   format: 3
   svmType: EPS_SVR
   kernel:
      type: RBF
      gamma: 5.0000000000000003e-02
   C: 1024.
   term_criteria: { epsilon:1.0000000000000000e-03 }
   var_count: 2
   sv_total: 3
   support_vectors:
      - [ -5.97555935e-01, 1. ]
      - [ 0.,
          2.5 ]
      - [ 3., -4e-3 ]
   decision_functions:
      -
         sv_count: 3
         rho: -1.4963506109127357e+02
         alpha: [ -1024., 9.5e+02,
             1024. ]
         index: [ 0, 1, 2 ]
`;

/** As cv2.FileStorage writes it. */
export const matrixYaml = `%YAML:1.0
---
range: !!opencv-matrix
   rows: 2
   cols: 3
   dt: f
   data: [ 3.44000012e-01, 1.5, -2.,
       10., 8.07274520e-01, 0. ]
`;
