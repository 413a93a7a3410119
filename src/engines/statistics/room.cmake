target_link_libraries(statistics PUBLIC Eigen3::Eigen Boost::headers)
